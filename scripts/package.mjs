import { enter } from './enter.mjs';

enter('package.ts');
