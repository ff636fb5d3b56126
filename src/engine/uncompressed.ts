import type { Camunda8 } from '@camunda8/sdk';

type Client = ReturnType<Camunda8['getZeebeGrpcApiClient']>;

/** Where the SDK keeps the options of its channel; they are read anew for every call. */
interface ChannelHolder {
  client?: { getChannel?(): { internalChannel?: { getOptions?(): Record<string, unknown> } } };
}

const compressionOption = 'grpc.default_compression_algorithm';
const noCompression = 0;

/**
 * The SDK compresses every message with gzip and has no setting against it. Between app and engine lies the machine
 * itself or a private network, and messages are small: under load a tenth of the app's computing time went into it.
 * Resolves with false when the SDK is built otherwise; everything works all the same then, compressed.
 */
export async function sendUncompressed(client: Client): Promise<boolean> {
  const { client: opened } = (await client['grpc']) as unknown as ChannelHolder;
  const options = opened?.getChannel?.().internalChannel?.getOptions?.();
  if (!options || !(compressionOption in options)) return false;
  options[compressionOption] = noCompression;
  return true;
}
