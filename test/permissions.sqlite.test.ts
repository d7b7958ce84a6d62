import { testPermissions } from './support/permissions.ts';

testPermissions('sqlite');
