import { type HeaderList, headerList } from '@sameflight/http';

export const headers: HeaderList = headerList({ accept: 'application/json' });
