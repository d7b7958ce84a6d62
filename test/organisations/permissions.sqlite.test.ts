import { testPermissionsOfTwo } from '../support/permissions.ts';

testPermissionsOfTwo('sqlite');
