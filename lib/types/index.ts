export * from './chat';
export * from './deployment';
export * from './failure';
export * from './routing';
export * from './usage-row';
export * from './spend';
export * from './budget';
