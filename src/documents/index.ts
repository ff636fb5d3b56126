export {
  createDocumentStore,
  documentLimitBytes,
  type DocumentStore,
  type StoredDocument,
} from './document-store.ts';
export { DocumentError, documentErrorCodes, isDocumentError, type DocumentErrorCode } from './errors.ts';
export { acceptedExtensions, extensionOf } from './media-type.ts';
