export { coalesce } from './coalesce.js';
export type { AxiosTerms, CoalesceOptions, RequestView, ResponseView } from './coalesce-options.js';
