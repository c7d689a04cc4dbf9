/** Entry of the inspector's webview: defines its elements. The page holds one `signalbox-inspector`. */
import './inspector.css';
import { Inspector } from './app.ts';
import { Changes } from './changes.ts';
import { CodeBlock } from './code-block.ts';
import { StepPane } from './details.ts';
import { Glance } from './glance.ts';
import { RunHeader } from './header.ts';
import { EventLine, RawEvents } from './raw.ts';
import { Timeline } from './timeline.ts';
import { defineControls } from './toolkit.ts';
import { VerificationStrip } from './verification.ts';

defineControls();
customElements.define('signalbox-code', CodeBlock);
customElements.define('signalbox-event', EventLine);
customElements.define('signalbox-events', RawEvents);
customElements.define('signalbox-changes', Changes);
customElements.define('signalbox-glance', Glance);
customElements.define('signalbox-step', StepPane);
customElements.define('signalbox-header', RunHeader);
customElements.define('signalbox-verification', VerificationStrip);
customElements.define('signalbox-timeline', Timeline);
customElements.define('signalbox-inspector', Inspector);
