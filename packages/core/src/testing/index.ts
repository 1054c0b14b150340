export { placeholder } from '../index.js';
