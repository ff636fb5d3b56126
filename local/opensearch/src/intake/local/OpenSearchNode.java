package intake.local;

import java.util.concurrent.CountDownLatch;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One OpenSearch node in this JVM, on the loopback address only, until the JVM is asked to end.
 *
 * <p>Arguments: data folder, HTTP port, transport port.
 */
public final class OpenSearchNode {

  private OpenSearchNode() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length != 3) {
      System.err.println("Give three arguments: <data folder> <http port> <transport port>");
      System.exit(64);
    }
    final String httpPort = args[1];
    final String transportPort = args[2];
    final OpenSearchRunner runner = new OpenSearchRunner();
    final CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    runner.close();
                  } catch (Exception e) {
                    System.err.println("OpenSearch did not close cleanly: " + e);
                  }
                  ended.countDown();
                }));
    runner
        .onBuild(
            (number, settings) -> {
              settings.put("discovery.type", "single-node");
              settings.put("network.host", "127.0.0.1");
              settings.put("http.port", httpPort);
              settings.put("transport.port", transportPort);
              // A developer's disk may be nearly full; the default marks would then make every index read-only.
              settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
              // Tasklist, Operate and the exporter create about 80 shards; leave room for several versions.
              settings.put("cluster.max_shards_per_node", 5000);
            })
        .build(
            OpenSearchRunner.newConfigs()
                .basePath(args[0])
                .clusterName("intake")
                .numOfNode(1)
                .useLogger()
                .pluginTypes(LifecyclePolicySetting.class.getName()));
    ended.await();
  }
}
