package intake.compat;

import io.camunda.zeebe.logstreams.log.LogStream;
import io.camunda.zeebe.logstreams.log.LogStreamReader;
import io.camunda.zeebe.logstreams.log.LoggedEvent;
import io.camunda.zeebe.protocol.impl.record.CopiedRecord;
import io.camunda.zeebe.protocol.impl.record.RecordMetadata;
import io.camunda.zeebe.protocol.impl.record.UnifiedRecordValue;
import io.camunda.zeebe.protocol.impl.record.value.job.JobRecord;
import io.camunda.zeebe.protocol.record.RecordType;
import io.camunda.zeebe.protocol.record.ValueType;
import io.camunda.zeebe.protocol.record.intent.Intent;
import io.camunda.zeebe.protocol.record.intent.JobIntent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** What the engine has written, as an exporter would hand it on. */
final class RecordLog {

  /** What tests look at; jobs and messages would only fill the memory. */
  private static final Set<ValueType> KEPT =
      EnumSet.of(
          ValueType.PROCESS_INSTANCE,
          ValueType.USER_TASK,
          ValueType.VARIABLE,
          ValueType.INCIDENT,
          ValueType.DEPLOYMENT,
          ValueType.DECISION_EVALUATION);

  /** After these a job may be taken that could not be taken before. */
  private static final Set<JobIntent> MADE_AVAILABLE =
      EnumSet.of(
          JobIntent.CREATED,
          JobIntent.FAILED,
          JobIntent.TIMED_OUT,
          JobIntent.YIELDED,
          JobIntent.RECURRED_AFTER_BACKOFF,
          JobIntent.RETRIES_UPDATED,
          JobIntent.UPDATED);

  private final LogStreamReader reader;
  private final Semaphore news = new Semaphore(0);
  private final List<Kept> kept = new ArrayList<>();
  private final Map<Long, CommandResult> commands = new ConcurrentHashMap<>();
  private Consumer<String> jobListener = type -> {};

  /** The refusal is empty when the engine has done what was asked. */
  record CommandResult(String refusal) {}

  private record Kept(long position, String json) {}

  RecordLog(final LogStream log) {
    reader = log.newLogStreamReader();
    log.registerRecordAvailableListener(news::release);
  }

  /** Tells the type of a job that may be taken now; an empty text stands for any type. */
  void onJobAvailable(final Consumer<String> listener) {
    jobListener = listener;
  }

  /** Reads what there is, then whatever comes, in a thread that does not keep the process alive. */
  void follow() {
    final Thread thread = new Thread(this::readForever, "records");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (failed, error) -> {
          error.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
    thread.start();
  }

  /** The kept records after a position, oldest first, as a JSON list. */
  synchronized String after(final long position) {
    int first = kept.size();
    while (first > 0 && kept.get(first - 1).position() > position) {
      first--;
    }
    return kept.subList(first, kept.size()).stream().map(Kept::json).toList().toString();
  }

  /** Waits until the engine has dealt with the command that was written at this position. */
  synchronized CommandResult awaitResult(final long position, final long limitMs)
      throws InterruptedException {
    final long until = System.nanoTime() + limitMs * 1_000_000;
    while (!commands.containsKey(position)) {
      final long leftMs = (until - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return new CommandResult("the engine did not answer within " + limitMs + " ms");
      }
      wait(leftMs);
    }
    return commands.remove(position);
  }

  private void readForever() {
    reader.seekToFirstEvent();
    while (true) {
      while (reader.hasNext()) {
        take(reader.next());
      }
      news.acquireUninterruptibly();
      news.drainPermits();
    }
  }

  private void take(final LoggedEvent event) {
    final RecordMetadata metadata = new RecordMetadata();
    event.readMetadata(metadata);
    final ValueType valueType = metadata.getValueType();
    final RecordType recordType = metadata.getRecordType();
    if (valueType == ValueType.USER_TASK && recordType != RecordType.COMMAND) {
      final boolean isRefused = recordType == RecordType.COMMAND_REJECTION;
      settle(event.getSourceEventPosition(), isRefused ? metadata.getRejectionReason() : "");
    }
    if (recordType != RecordType.EVENT) {
      return;
    }
    if (KEPT.contains(valueType)) {
      keep(event.getPosition(), recordOf(event, metadata).toJson());
    }
    tellAboutJob(event, metadata);
  }

  private void tellAboutJob(final LoggedEvent event, final RecordMetadata metadata) {
    final Intent intent = metadata.getIntent();
    if (metadata.getValueType() == ValueType.INCIDENT) {
      jobListener.accept("");
    } else if (intent instanceof JobIntent job && MADE_AVAILABLE.contains(job)) {
      final JobRecord value = new JobRecord();
      event.readValue(value);
      jobListener.accept(value.getType());
    }
  }

  private static CopiedRecord<UnifiedRecordValue> recordOf(
      final LoggedEvent event, final RecordMetadata metadata) {
    final UnifiedRecordValue value = UnifiedRecordValue.fromValueType(metadata.getValueType());
    event.readValue(value);
    return new CopiedRecord<>(
        value,
        metadata,
        event.getKey(),
        1,
        event.getPosition(),
        event.getSourceEventPosition(),
        event.getTimestamp());
  }

  private synchronized void keep(final long position, final String json) {
    kept.add(new Kept(position, json));
  }

  private synchronized void settle(final long commandPosition, final String refusal) {
    // The engine may add follow-up events with the same source: the first one answers.
    commands.putIfAbsent(commandPosition, new CommandResult(refusal));
    notifyAll();
  }
}
