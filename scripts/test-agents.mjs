import { enter } from './enter.mjs';

enter('test-agents.ts');
