import { testPermissionsOfTwo } from './support/permissions.ts';

// Beside another organisation: what everybody may do has to be let through by both locks.
testPermissionsOfTwo('postgres');
