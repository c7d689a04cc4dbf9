/** What the harness uses of elements inside the page. The project's types know no DOM, because none of its other code here has one. */
export interface PageElement {
  readonly textContent: string | null;
  getBoundingClientRect(): { readonly top: number };
  querySelectorAll(selector: string): Iterable<PageElement>;
}
