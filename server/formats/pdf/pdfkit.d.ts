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
    /** A link that stands in an element of the structure; what it is called is an object of its own in the file. */
    interface TaggedLink {
      structParent: PDFStructureElement;
      Contents: object;
    }

    interface PDFAnnotation {
      link(x: number, y: number, width: number, height: number, url: string, options: TaggedLink): this;
      goTo(x: number, y: number, width: number, height: number, name: string, options: TaggedLink): this;
    }

    interface PDFVector {
      /** To a place of this page, as far enlarged as the page before was. */
      addNamedDestination(name: string, fit: 'XYZ', left: number, top: number, zoom: null): void;
    }

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
