import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pdfProblem } from '../../server/formats/pdfInspection.ts';
import { writePdf } from '../../server/formats/pdf/index.ts';
import { madePdf, packedObjects, pdfOfSize, streamOf } from '../support/madePdf.ts';
import { readPdf } from '../support/readPdf.ts';

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

  const action = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';
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
    const timeOf = async (file: Buffer) => {
      const begun = process.cpuUsage();
      await pdfProblem(file);
      const { user, system } = process.cpuUsage(begun);
      return user + system;
    };
    // Each takes minutes where time goes by the square of the length, and milliseconds where it does not.
    const worst = (length: number) => [
      madePdf([`/JS ${'1'.repeat(length)}x`]),
      madePdf([`${'/JS%'.repeat(length / 4)}\nx`]),
      madePdf(['/Type /ObjStm ', '/Filter['.repeat(length / 8), streamOf('/FlateDecode', Buffer.from('0'))]),
    ];
    for (const file of worst(1_000_000)) expect(await timeOf(file)).toBeLessThan(20_000_000);
  }, 120_000);

  it('looks through 20 MB', async () => {
    const large = pdfOfSize(20 * 1024 * 1024);
    expect(large).toHaveLength(20 * 1024 * 1024);
    expect(await pdfProblem(large)).toBeNull();
  });
});
