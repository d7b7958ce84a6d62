// What pdfkit 0.20 offers and its published types do not know yet.
declare namespace PDFKit {
  interface PDFDocument {
    /** The part of PDF/UA that the metadata names. */
    subset: string | number;
  }

  interface PDFStructureElement {
    dictionary: { data: Record<string, unknown> };
  }

  interface PDFOutline {
    addItem(title: string, options?: { expanded?: boolean; top?: number; left?: number }): PDFOutline;
  }

  namespace Mixins {
    interface PDFFont {
      registerFont(name: string, source: import('fontkit').Font): this;
    }

    interface PDFSubset {
      initSubset(options: { subset: 'PDF/UA' }): void;
    }

    interface StructureElementOptions {
      scope?: 'Row' | 'Column' | 'Both';
      bbox?: [number, number, number, number];
      placement?: string;
    }
  }
}
