package intake.compat;

import com.sun.net.httpserver.HttpServer;
import io.camunda.zeebe.gateway.protocol.GatewayGrpc.GatewayImplBase;
import io.camunda.zeebe.logstreams.log.LogStream;
import io.camunda.zeebe.process.test.api.ZeebeTestEngine;
import io.camunda.zeebe.process.test.engine.EngineFactory;
import io.camunda.zeebe.stream.impl.StreamProcessor;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Zeebe 8.8 in memory, on the loopback address only, until standard input ends.
 *
 * <p>Prints one line of JSON when it is ready: {@code {"grpcPort":…,"httpPort":…}}.
 */
public final class MemoryEngine {

  private MemoryEngine() {}

  public static void main(final String[] args) throws Exception {
    final ZeebeTestEngine engine = EngineFactory.create(0);
    // Its own server would listen on every interface and answers an empty poll for jobs at once, so that workers would
    // poll in a busy loop. It is never started: the parts are taken out and served by servers of our own.
    final LogStream log = part(engine, "logStream", LogStream.class);
    final StreamProcessor processor = part(engine, "streamProcessor", StreamProcessor.class);
    final GatewayImplBase gateway = part(engine, "gateway", GatewayImplBase.class);

    final RecordLog records = new RecordLog(log);
    final LongPolling polling = new LongPolling(gateway);
    records.onJobAvailable(polling::wake);
    processor.openAsync(false).join();
    records.follow();

    final Server grpc =
        NettyServerBuilder.forAddress(loopback()).addService(polling.service()).build().start();
    final HttpServer http = new ControlServer(engine, log, records).start(loopback());
    System.out.printf(
        "{\"grpcPort\":%d,\"httpPort\":%d}%n", grpc.getPort(), http.getAddress().getPort());
    awaitEndOfInput();
    Runtime.getRuntime().halt(0);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static <T> T part(final ZeebeTestEngine engine, final String name, final Class<T> type)
      throws ReflectiveOperationException {
    final Field field = engine.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return type.cast(field.get(engine));
  }

  /** Whoever started this process holds the other end: when it is gone, however it ended, so is this one. */
  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is said there.
    }
  }
}
