/** Names another build of core to measure, by the path of its `index.js`. */
export const CORE_VARIABLE = 'SAMEFLIGHT_CORE';
