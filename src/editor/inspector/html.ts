/** The inspector's page: a strict policy, one script, one stylesheet, no inline code and no inline style. */

export interface PageResources {
  /** Addresses as `webview.asWebviewUri` gives them. */
  script: string;
  stylesheet: string;
  /** `webview.cspSource`. */
  cspSource: string;
  /** Fresh for each page: at least 128 random bits, in base64url. */
  nonce: string;
  title: string;
  /** Kept in the page so that the webview can put it into its state, from which a restart of the window restores the panel. */
  target: { run: string; folder: string };
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/**
 * The content security policy: only our own script and stylesheet; nothing can be loaded or sent elsewhere. The nonce is for styles
 * too, because the form controls try out a rule in a style element, for which they take it from a `csp-nonce` property.
 */
export function contentSecurityPolicy(nonce: string, cspSource: string): string {
  return `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource} 'nonce-${nonce}'; font-src ${cspSource}; base-uri 'none'; form-action 'none'`;
}

export function inspectorHtml(page: PageResources): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(contentSecurityPolicy(page.nonce, page.cspSource))}">
<meta property="csp-nonce" content="${escape(page.nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(page.title)}</title>
<link rel="stylesheet" href="${escape(page.stylesheet)}">
</head>
<body>
<signalbox-inspector data-target="${escape(JSON.stringify(page.target))}"></signalbox-inspector>
<script type="module" nonce="${escape(page.nonce)}" src="${escape(page.script)}"></script>
</body>
</html>
`;
}
