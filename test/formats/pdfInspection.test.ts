import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createInflate, deflateSync } from 'node:zlib';
import type { Inflate } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pdfProblem } from '../../server/formats/pdfInspection.ts';
import { createPdfInspector } from '../../server/formats/pdfInspector.ts';
import { writePdf } from '../../server/formats/pdf/index.ts';
import { madePdf, packedObjects, pdfOfSize, streamOf } from '../support/madePdf.ts';
import { readPdf } from '../support/readPdf.ts';

const action = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';

describe('pdfProblem', () => {
  it('finds nothing in a plain PDF, and none in ours', async () => {
    const plain = madePdf();
    expect((await readPdf(plain)).pages).toHaveLength(1);
    expect(await pdfProblem(plain)).toBeNull();
    const ours = await buffer(
      writePdf(
        {
          title: 'A report',
          creator: 'Here',
          language: 'en-GB',
          createdAt: new Date('2026-01-01T00:00:00Z'),
          footer: 'Foot',
        },
        (document) => {
          document.heading(1, 'JavaScript in a title');
          document.paragraph('A name in a text is drawn by numbers of glyphs, and is no name of the file.');
        },
      ),
    );
    expect(await pdfProblem(ours)).toBeNull();
  });

  it.each([
    ['an executable', Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff', 'latin1')],
    ['an executable with a PDF behind it', Buffer.concat([Buffer.from('MZ'), madePdf()])],
    ['a program of Linux', Buffer.from('\x7fELF\x02\x01\x01', 'latin1')],
    ['a script', Buffer.from('#!/bin/sh\nrm -rf /\n')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['nothing', Buffer.alloc(0)],
  ])('tells by its content that %s is no PDF', async (_, file) => {
    expect(await pdfProblem(file)).toBe('not a PDF');
  });

  it('tells a PDF that was cut off', async () => {
    expect(await pdfProblem(madePdf().subarray(0, 120))).toBe('broken off');
  });

  it.each([
    ['a script', madePdf([action]), 'script'],
    [
      'a script whose name is written otherwise',
      madePdf([action.replaceAll('JavaScript', 'J#61va#53cript').replaceAll('/JS', '/J#53')]),
      'script',
    ],
    ['a script by reference', madePdf(['<< /S /Rendition /JS 12 0 R >>']), 'script'],
    ['a script behind a remark', madePdf(['<< /S /Rendition /JS %remark\n12 %more\n0 R >>']), 'script'],
    ['a script in packed objects', madePdf([packedObjects(action)]), 'script'],
    [
      'a script in packed objects that do not say so',
      madePdf([streamOf('/Subtype /Image', deflateSync(Buffer.from(action)))]),
      'script',
    ],
    [
      'a script far down in packed objects',
      madePdf([packedObjects(' '.repeat(200_000) + action + ' '.repeat(200_000))]),
      'script',
    ],
    [
      'a script behind more than anybody writes before one',
      madePdf([`<< /JS ${'1'.repeat(40_000)}x >>`]),
      'script',
    ],
    [
      'a script whose name is written with #xx alone',
      madePdf(['<< /S /#4a#61#76#61#53#63#72#69#70#74 >>']),
      'script',
    ],
    ['a script by a name with #xx', madePdf(['<< /S /Rendition /#4A#53 12 0 R >>']), 'script'],
    ['names of scripts without end', madePdf([`% ${'/JS x '.repeat(2000)}`]), 'unreadable'],
    [
      'objects packed twice, by names with #xx',
      madePdf([streamOf('/Type /Obj#53tm /Filter [/F#6cateDecode /FlateDecode]', Buffer.from('789c'))]),
      'unreadable',
    ],
    ['a form of its own kind', madePdf(['<< /AcroForm << /XFA 9 0 R >> >>']), 'script'],
    ['a file in the file', madePdf(['<< /Names << /EmbeddedFiles 9 0 R >> >>']), 'attachment'],
    ['a file in packed objects', madePdf([packedObjects('<< /Type /EmbeddedFile >>')]), 'attachment'],
    [
      'an action that starts a program',
      madePdf(['<< /OpenAction << /S /Launch /F (cmd.exe) >> >>']),
      'launch',
    ],
    ['an action that sends something', madePdf(['<< /S /SubmitForm >>']), 'launch'],
    ['a password', madePdf(['<< /Filter /Standard >>', '<< /Encrypt 5 0 R >>']), 'locked'],
    [
      'objects packed in an unusual way',
      madePdf([streamOf('/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]', Buffer.from('789c'))]),
      'unreadable',
    ],
  ])('finds %s', async (_, file, expected) => {
    expect(await pdfProblem(file)).toBe(expected);
  });

  it('takes what only opens a page, and names that are longer', async () => {
    expect(
      await pdfProblem(
        madePdf(['<< /OpenAction [3 0 R /Fit] /JSON (x) /JS#4fN (x) /Launcher 1 /EncryptMetadata true >>']),
      ),
    ).toBeNull();
  });

  it('takes noise, packed and not, for what it is', async () => {
    const noise = [
      streamOf('', randomBytes(300_000)),
      streamOf('/Filter /FlateDecode', deflateSync(randomBytes(300_000))),
    ];
    expect(await pdfProblem(madePdf(noise))).toBeNull();
  });

  it('gives up on a bomb and on endless streams, in small memory', async () => {
    const bomb = streamOf('/Filter /FlateDecode', deflateSync(Buffer.alloc(150 * 1024 * 1024)));
    expect(await pdfProblem(madePdf([bomb, bomb, bomb]))).toBe('unreadable');
    expect(await pdfProblem(madePdf([streamOf('', Buffer.from('stream\n'.repeat(60_000)))]))).toBe(
      'unreadable',
    );
  }, 60_000);

  it('is not held up by what is made to hold it up', async () => {
    // Each takes minutes where time goes by the square of the length, and milliseconds where it does not: nothing is measured,
    // it would run out of the time of this test.
    const worst = (length: number) => [
      madePdf([`/JS ${'1'.repeat(length)}x`]),
      madePdf([`${'/JS%'.repeat(length / 4)}\nx`]),
      madePdf(['/Type /ObjStm ', '/Filter['.repeat(length / 8), streamOf('/FlateDecode', Buffer.from('0'))]),
    ];
    expect(await Promise.all(worst(1_000_000).map((file) => pdfProblem(file)))).toEqual([
      'script',
      'script',
      null,
    ]);
  }, 120_000);

  it('looks through 20 MB', async () => {
    const large = pdfOfSize(20 * 1024 * 1024);
    expect(large).toHaveLength(20 * 1024 * 1024);
    expect(await pdfProblem(large)).toBeNull();
  });
});

/**
 * A PDF in whose first 64 KB many streams begin, each packed so that it goes on to the end of the file: the blocks of
 * all of them end at the same place, from which all that follows is common.
 */
function streamsInStreams(streams: number, bytes: number): Buffer {
  const MARK = 7 + 2 + 5;
  const common = streams * MARK + 9;
  const block = (length: number, last = 0) =>
    Buffer.from([last, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff]);
  const marks = Array.from({ length: streams }, (_, i) => {
    const behind = 9 + (i + 1) * MARK;
    return Buffer.concat([Buffer.from('stream\n'), Buffer.from([0x78, 0x01]), block(common - behind)]);
  });
  const rest = Array.from({ length: Math.floor(bytes / 65_540) }, () =>
    Buffer.concat([block(65_535), Buffer.alloc(65_535, 'A')]),
  );
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), ...marks, ...rest, block(0, 1), Buffer.from('\n%%EOF\n')]);
}

describe('what is looked at of a PDF', () => {
  it('is not all of the rest again for each of many streams that begin within each other', async () => {
    let taken = 0;
    const counted = new WeakSet<object>();
    const kind = Object.getPrototypeOf(createInflate()) as Inflate;
    const { destroy } = kind;
    kind.destroy = function count(this: Inflate, error?: Error) {
      if (!counted.has(this)) taken += this.bytesWritten;
      counted.add(this);
      return destroy.call(this, error);
    };
    try {
      const file = streamsInStreams(400, 1_000_000);
      expect(await pdfProblem(file)).toBe('unreadable');
      expect(taken).toBeGreaterThan(file.length);
      expect(taken).toBeLessThan(3 * file.length);
    } finally {
      Reflect.deleteProperty(kind, 'destroy');
    }
  });

  it('does not depend on how many streams lie one behind the other', async () => {
    const plain = Array.from({ length: 2000 }, (_, i) => packedObjects(`<< /N ${i} >>`));
    expect(await pdfProblem(madePdf(plain))).toBeNull();
    expect(await pdfProblem(madePdf([...plain, packedObjects(action)]))).toBe('script');
  });
});

describe('a PDF on a thread of its own', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const written = (name: string, content: Buffer) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const staying = () => new AbortController().signal;
  const inspect = createPdfInspector({ deadlineMilliseconds: 60_000, waitingMaximum: 2 });

  it('is judged as it is here', async () => {
    expect(await inspect(written('plain.pdf', madePdf()), staying())).toBeNull();
    expect(await inspect(written('script.pdf', madePdf([action])), staying())).toBe('script');
    await expect(inspect(path.join(folder, 'none.pdf'), staying())).rejects.toThrow('ENOENT');
  });

  it('that cannot be told by the deadline is not taken', async () => {
    const hasty = createPdfInspector({ deadlineMilliseconds: 1, waitingMaximum: 2 });
    expect(await hasty(written('plain.pdf', madePdf()), staying())).toBe('unreadable');
  });

  it('is dropped when whoever sent it goes, and the next one has its turn; more than a few do not wait', async () => {
    const file = written('plain.pdf', madePdf());
    const [first, second] = [new AbortController(), new AbortController()];
    const underWay = inspect(file, first.signal);
    const waits = inspect(file, second.signal);
    const last = inspect(file, staying());
    await expect(inspect(file, staying())).rejects.toThrow('Other files are being looked through');
    second.abort();
    first.abort();
    await expect(underWay).rejects.toThrow('has gone');
    await expect(waits).rejects.toThrow('has gone');
    expect(await last).toBeNull();
  });
});
