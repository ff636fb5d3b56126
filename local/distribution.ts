import { join } from 'node:path';
import type { Jdk } from './jdk.ts';
import { prepareMavenFolder } from './maven-folder.ts';

/** The unpacked Java programs. */
export interface Distribution {
  camundaHome: string;
  openSearchClasspath: string;
}

const camundaFolder = 'camunda-zeebe-8.6.0';

/**
 * The Java programs, in a folder of `<root>/.stack`; Maven fetches and unpacks them when it is missing. Throws when
 * Maven is missing or fails, with its last lines.
 */
export async function prepareDistribution(
  root: string,
  jdk: Jdk,
  onProgress: (line: string) => void,
  signal?: AbortSignal,
): Promise<Distribution> {
  const folder = await prepareMavenFolder(
    {
      pom: join(root, 'local/pom.xml'),
      sources: join(root, 'local/opensearch/src/intake/local'),
      cache: join(root, '.stack'),
      announcement: 'Fetching Camunda 8.6.0 and OpenSearch by Maven (350 MB, only once) ...',
    },
    { jdk, onProgress, signal },
  );
  const openSearch = join(folder, 'opensearch');
  return {
    camundaHome: join(folder, camundaFolder),
    openSearchClasspath: `${join(openSearch, 'classes')}:${join(openSearch, 'lib')}/*`,
  };
}
