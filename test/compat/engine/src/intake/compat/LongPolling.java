package intake.compat;

import io.camunda.zeebe.gateway.protocol.GatewayGrpc;
import io.camunda.zeebe.gateway.protocol.GatewayGrpc.GatewayImplBase;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsResponse;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivatedJob;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobResponse;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Answers a poll for jobs as a real gateway does: when there are jobs or, without any, after ten
 * seconds. The gateway in memory answers an empty poll at once, and gives jobs to a worker that has gone.
 */
final class LongPolling {

  private static final long LIMIT_MS = 10_000;

  private final GatewayImplBase gateway;
  private final Set<Poll> open = new HashSet<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            final Thread thread = new Thread(work, "polls");
            thread.setDaemon(true);
            return thread;
          });

  LongPolling(final GatewayImplBase gateway) {
    this.gateway = gateway;
  }

  /** The gateway's service with another answer to polls. */
  ServerServiceDefinition service() {
    final ServerServiceDefinition original = gateway.bindService();
    final var changed = ServerServiceDefinition.builder(original.getServiceDescriptor());
    for (final var method : original.getMethods()) {
      if (method.getMethodDescriptor().equals(GatewayGrpc.getActivateJobsMethod())) {
        changed.addMethod(
            GatewayGrpc.getActivateJobsMethod(), ServerCalls.asyncServerStreamingCall(this::begin));
      } else {
        changed.addMethod(method);
      }
    }
    return changed.build();
  }

  /** A job of this type may be taken now; an empty text stands for any type. */
  void wake(final String type) {
    run(
        () -> {
          for (final Poll poll : Set.copyOf(open)) {
            if (type.isEmpty() || poll.request.getType().equals(type)) {
              poll.ask();
            }
          }
        });
  }

  private void begin(
      final ActivateJobsRequest request, final StreamObserver<ActivateJobsResponse> observer) {
    final Poll poll = new Poll(request, (ServerCallStreamObserver<ActivateJobsResponse>) observer);
    poll.call.setOnCancelHandler(() -> run(poll::close));
    run(poll::start);
  }

  /** In the one thread; a defect here ends the process, for a poll without an answer would only be waited for. */
  private void run(final Runnable work) {
    executor.execute(
        () -> {
          try {
            work.run();
          } catch (final RuntimeException | Error defect) {
            defect.printStackTrace();
            Runtime.getRuntime().halt(1);
          }
        });
  }

  /** The job can be taken again at once, with no try used up. */
  private void handBack(final ActivatedJob job) {
    final FailJobRequest request =
        FailJobRequest.newBuilder()
            .setJobKey(job.getKey())
            .setRetries(job.getRetries())
            .setErrorMessage("The worker had gone when the job was handed out.")
            .build();
    gateway.failJob(request, new Ignored());
  }

  /** One call of a worker. Everything but the engine's answer happens in the one thread. */
  private final class Poll {
    private final ActivateJobsRequest request;
    private final ServerCallStreamObserver<ActivateJobsResponse> call;
    private boolean isAsking;
    private boolean isNewsWaiting;
    private ScheduledFuture<?> limit;

    private Poll(
        final ActivateJobsRequest request,
        final ServerCallStreamObserver<ActivateJobsResponse> call) {
      this.request = request;
      this.call = call;
    }

    private void start() {
      open.add(this);
      limit = executor.schedule(() -> run(this::giveUp), LIMIT_MS, TimeUnit.MILLISECONDS);
      ask();
    }

    private void ask() {
      if (isAsking) {
        isNewsWaiting = true;
        return;
      }
      if (call.isCancelled()) {
        close();
        return;
      }
      isAsking = true;
      isNewsWaiting = false;
      gateway.activateJobs(request, new Answer(this));
    }

    private void answered(final boolean hasJobs, final Throwable error) {
      isAsking = false;
      if (error != null) {
        close();
        call.onError(error);
      } else if (hasJobs || !open.contains(this)) {
        close();
        call.onCompleted();
      } else if (isNewsWaiting) {
        ask();
      }
    }

    private void giveUp() {
      // An answer under way may bring jobs: it ends the call.
      if (open.remove(this) && !isAsking) {
        call.onCompleted();
      }
    }

    private void close() {
      open.remove(this);
      limit.cancel(false);
    }
  }

  /** Comes from the engine's own thread. */
  private final class Answer implements StreamObserver<ActivateJobsResponse> {
    private final Poll poll;
    private boolean hasJobs;

    private Answer(final Poll poll) {
      this.poll = poll;
    }

    @Override
    public void onNext(final ActivateJobsResponse response) {
      if (response.getJobsCount() == 0) {
        return;
      }
      hasJobs = true;
      if (poll.call.isCancelled()) {
        run(() -> response.getJobsList().forEach(LongPolling.this::handBack));
      } else {
        poll.call.onNext(response);
      }
    }

    @Override
    public void onError(final Throwable error) {
      run(() -> poll.answered(false, error));
    }

    @Override
    public void onCompleted() {
      run(() -> poll.answered(hasJobs, null));
    }
  }

  /** The job may be gone, which is as good. */
  private static final class Ignored implements StreamObserver<FailJobResponse> {
    @Override
    public void onNext(final FailJobResponse response) {}

    @Override
    public void onError(final Throwable error) {}

    @Override
    public void onCompleted() {}
  }
}
