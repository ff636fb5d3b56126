package intake.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.camunda.zeebe.logstreams.log.LogAppendEntry;
import io.camunda.zeebe.logstreams.log.LogStream;
import io.camunda.zeebe.logstreams.log.LogStreamWriter;
import io.camunda.zeebe.logstreams.log.WriteContext;
import io.camunda.zeebe.process.test.api.ZeebeTestEngine;
import io.camunda.zeebe.protocol.impl.encoding.MsgPackConverter;
import io.camunda.zeebe.protocol.impl.record.RecordMetadata;
import io.camunda.zeebe.protocol.impl.record.value.usertask.UserTaskRecord;
import io.camunda.zeebe.protocol.record.RecordType;
import io.camunda.zeebe.protocol.record.ValueType;
import io.camunda.zeebe.protocol.record.intent.UserTaskIntent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the engine in memory lacks, at the addresses of a real broker: assigning and completing user
 * tasks ({@code /v2/user-tasks}, over gRPC there is no such command), the controlled clock ({@code
 * /actuator/clock}); and the records ({@code /records?after=<position>}).
 */
final class ControlServer {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TASK = Pattern.compile("/v2/user-tasks/(\\d+)/(assignment|completion)");
  private static final Pattern RECORDS = Pattern.compile("after=(\\d+)");
  private static final long COMMAND_LIMIT_MS = 10_000;

  private final ZeebeTestEngine engine;
  private final LogStreamWriter writer;
  private final RecordLog records;
  private long offsetMs;

  ControlServer(final ZeebeTestEngine engine, final LogStream log, final RecordLog records) {
    this.engine = engine;
    this.writer = log.newLogStreamWriter();
    this.records = records;
  }

  HttpServer start(final InetSocketAddress address) throws IOException {
    final HttpServer server = HttpServer.create(address, 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              final Thread thread = new Thread(work, "control");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/v2/user-tasks/", exchange -> answer(exchange, this::changeTask));
    server.createContext("/actuator/clock", exchange -> answer(exchange, this::clock));
    server.createContext("/records", exchange -> answer(exchange, this::read));
    server.start();
    return server;
  }

  private record Answer(int status, String body) {}

  private interface Handler {
    Answer handle(HttpExchange exchange) throws Exception;
  }

  private static void answer(final HttpExchange exchange, final Handler handler) throws IOException {
    Answer answer;
    try {
      answer = handler.handle(exchange);
    } catch (final Exception error) {
      answer = new Answer(500, error.toString());
    }
    final byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Answer read(final HttpExchange exchange) {
    final Matcher query = RECORDS.matcher(String.valueOf(exchange.getRequestURI().getQuery()));
    if (!query.matches()) {
      return new Answer(400, "Ask for /records?after=<position>.");
    }
    return new Answer(200, records.after(Long.parseLong(query.group(1))));
  }

  private synchronized Answer clock(final HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().endsWith("/add")) {
      final long addedMs = JSON.readTree(exchange.getRequestBody()).required("offsetMilli").asLong();
      offsetMs += addedMs;
      engine.increaseTime(Duration.ofMillis(addedMs));
    }
    return new Answer(200, "{\"epochMilli\":" + (System.currentTimeMillis() + offsetMs) + "}");
  }

  private Answer changeTask(final HttpExchange exchange) throws Exception {
    final Matcher path = TASK.matcher(exchange.getRequestURI().getPath());
    if (!path.matches()) {
      return new Answer(404, "There are …/assignment and …/completion.");
    }
    final JsonNode body = JSON.readTree(exchange.getRequestBody());
    final long key = Long.parseLong(path.group(1));
    final UserTaskRecord task = new UserTaskRecord().setUserTaskKey(key);
    final boolean isCompletion = path.group(2).equals("completion");
    if (isCompletion) {
      final byte[] variables = MsgPackConverter.convertToMsgPack(body.path("variables").toString());
      task.setVariables(new UnsafeBuffer(variables)).setAction("complete");
    } else {
      task.setAssignee(body.required("assignee").asText()).setAction("assign");
    }
    final String refusal = send(key, task, isCompletion ? UserTaskIntent.COMPLETE : UserTaskIntent.ASSIGN);
    return refusal.isEmpty() ? new Answer(204, "") : new Answer(409, refusal);
  }

  /** The command that a gateway writes for the REST call; returns why it was refused, else nothing. */
  private String send(final long key, final UserTaskRecord task, final UserTaskIntent intent)
      throws InterruptedException {
    final RecordMetadata metadata =
        new RecordMetadata()
            .recordType(RecordType.COMMAND)
            .valueType(ValueType.USER_TASK)
            .intent(intent);
    final var written =
        writer.tryWrite(WriteContext.internal(), LogAppendEntry.of(key, metadata, task));
    if (written.isLeft()) {
      return "the command could not be written: " + written.getLeft();
    }
    return records.awaitResult(written.get(), COMMAND_LIMIT_MS).refusal();
  }
}
