import { componentSchemas } from './schemas.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const answer = (description: string, schema: string) => ({
  description,
  content: { 'application/json': { schema: ref(schema) } },
});
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

const REFUSALS = {
  401: problem('No token, or one that was revoked, has run out or is of somebody who is disabled.'),
  429: problem('More than 120 requests a minute with one token; Retry-After says when to come again.'),
};
const OF_AUDIT = {
  403: problem('The person of the token may not read this.'),
  404: problem('There is no such audit, or the person of the token has no part in it.'),
};
const OF_MEASURES = {
  403: problem('The person of the token may not read measures.'),
  404: problem('There is no such measure or place.'),
};
const OF_PERIOD = {
  name: 'period',
  in: 'query',
  description: 'Such as Q4 2011/12; without it the latest in which anything was reached.',
  schema: { type: 'string' },
};
const auditId = {
  name: 'auditId',
  in: 'path',
  required: true,
  schema: { type: 'integer', minimum: 1 },
};

/** The interface for other programs as an OpenAPI 3.1 document; docs/openapi.json is this, as a file. */
export function openApiDocument() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Casefile audit',
      version: '1',
      description:
        'Read-only. An administrator issues a token in the name of a person; it reads what that person may read, with small numbers suppressed as for that person. A commissioner who sees all figures for management has them suppressed here, too, unless the request says figures=all.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    paths: {
      '/openapi.json': {
        get: {
          operationId: 'document',
          summary: 'This document',
          security: [],
          responses: {
            200: {
              description: 'This document',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
          },
        },
      },
      '/audits': {
        get: {
          operationId: 'audits',
          summary: 'The audits of the person of the token',
          responses: { 200: answer('The audits', 'AuditList'), ...REFUSALS },
        },
      },
      '/audits/{auditId}': {
        get: {
          operationId: 'audit',
          summary: 'An audit with its groups and checks',
          parameters: [auditId],
          responses: { 200: answer('The audit', 'AuditDetails'), ...REFUSALS, ...OF_AUDIT },
        },
      },
      '/audits/{auditId}/results': {
        get: {
          operationId: 'results',
          summary: 'The results of an audit',
          parameters: [
            auditId,
            {
              name: 'by',
              in: 'query',
              description: 'group (as without it), provider, or the id of a field of the tool',
              schema: { type: 'string' },
            },
            {
              name: 'and',
              in: 'query',
              description: 'the id of a second field',
              schema: { type: 'string' },
            },
            {
              name: 'figures',
              in: 'query',
              description:
                'all: with small numbers, for a commissioner who sees all figures for management; they must not be passed on',
              schema: { type: 'string', enum: ['all'] },
            },
          ],
          responses: {
            200: answer('The results', 'Results'),
            400: problem('The files cannot be divided like this.'),
            ...REFUSALS,
            ...OF_AUDIT,
          },
        },
      },
      '/audits/{auditId}/scores': {
        get: {
          operationId: 'scores',
          summary: 'What the records of an audit score, where its tool has criteria',
          parameters: [
            auditId,
            {
              name: 'by',
              in: 'query',
              description: 'group (as without it), provider, or the id of a field of the tool',
              schema: { type: 'string' },
            },
            {
              name: 'figures',
              in: 'query',
              description:
                'all: with small numbers, for a commissioner who sees all figures for management; they must not be passed on',
              schema: { type: 'string', enum: ['all'] },
            },
          ],
          responses: {
            200: answer('The scores', 'Scores'),
            400: problem('The records cannot be divided like this.'),
            ...REFUSALS,
            ...OF_AUDIT,
          },
        },
      },
      '/audits/{auditId}/self-audits': {
        get: {
          operationId: 'selfAudits',
          summary: 'What providers answered about themselves, beside what was validated',
          parameters: [auditId],
          responses: { 200: answer('The self-audits', 'SelfAudits'), ...REFUSALS, ...OF_AUDIT },
        },
      },
      '/measures': {
        get: {
          operationId: 'measures',
          summary: 'Measures and places',
          responses: { 200: answer('The measures', 'MeasureList'), 403: OF_MEASURES[403], ...REFUSALS },
        },
      },
      '/measures/{measureId}': {
        get: {
          operationId: 'measure',
          summary: 'A measure with all its figures',
          parameters: [{ name: 'measureId', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: answer('The measure', 'MeasureFigures'), ...REFUSALS, ...OF_MEASURES },
        },
      },
      '/measures/{measureId}/view': {
        get: {
          operationId: 'measureView',
          summary: 'All places of a measure in one period, with ranks and targets, and one place over time',
          parameters: [
            { name: 'measureId', in: 'path', required: true, schema: { type: 'string' } },
            OF_PERIOD,
            {
              name: 'place',
              in: 'query',
              description: 'The number or the name of the place that is shown over time.',
              schema: { type: 'string' },
            },
          ],
          responses: { 200: answer('The measure', 'MeasureView'), ...REFUSALS, ...OF_MEASURES },
        },
      },
      '/measure-places/{placeId}': {
        get: {
          operationId: 'measurePlace',
          summary: 'Every measure of a place in one period',
          parameters: [
            { name: 'placeId', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
            OF_PERIOD,
          ],
          responses: { 200: answer('The sheet', 'PlaceView'), ...REFUSALS, ...OF_MEASURES },
        },
      },
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: componentSchemas(),
    },
  };
}
