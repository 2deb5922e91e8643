namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <summary>A request through a <see cref="TokenEndpointProxy"/>; a test can hold it and its response.</summary>
public sealed class ProxiedRequest
{
    private readonly TaskCompletionSource _arrived = Signal();
    private readonly TaskCompletionSource _answered = Signal();
    private readonly TaskCompletionSource _delivered = Signal();
    private readonly TaskCompletionSource _forward = Signal();
    private readonly TaskCompletionSource _deliver = Signal();

    /// <param name="holdRequest">Whether it waits for <see cref="Forward"/>, the provider not knowing of it.</param>
    /// <param name="holdAnswer">Whether its answer waits for <see cref="Deliver"/>.</param>
    public ProxiedRequest(bool holdRequest = false, bool holdAnswer = false)
    {
        if (!holdRequest) Forward();
        if (!holdAnswer) Deliver();
    }

    /// <summary>Waited out before the request and again before the answer, over and above what is held.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The whole request is here; the provider has not one byte of it.</summary>
    public Task Arrived => WithTimeout(_arrived);

    /// <summary>The provider has done it and its whole answer is here; the sender has not one byte of it.</summary>
    public Task Answered => WithTimeout(_answered);

    /// <summary>The whole answer has been written to the sender's connection.</summary>
    public Task Delivered => WithTimeout(_delivered);

    internal Task Forwarding => _forward.Task;

    internal Task Delivering => _deliver.Task;

    public void Forward() => _forward.TrySetResult();

    public void Deliver() => _deliver.TrySetResult();

    /// <summary>What is still held is lost on the way.</summary>
    internal void Drop()
    {
        _forward.TrySetCanceled();
        _deliver.TrySetCanceled();
    }

    internal void MarkArrived() => _arrived.TrySetResult();

    internal void MarkAnswered() => _answered.TrySetResult();

    internal void MarkDelivered() => _delivered.TrySetResult();

    private static Task WithTimeout(TaskCompletionSource signal) => signal.Task.WaitAsync(RunningProcess.Timeout);

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
