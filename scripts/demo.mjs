import { enter } from './enter.mjs';

enter('demo.ts');
