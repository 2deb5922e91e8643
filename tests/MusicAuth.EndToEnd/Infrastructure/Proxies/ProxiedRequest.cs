namespace MusicAuth.EndToEnd.Infrastructure.Proxies;

/// <summary>A request through a <see cref="TokenEndpointProxy"/>; a test can hold it and its response.</summary>
public sealed class ProxiedRequest
{
    private readonly TaskCompletionSource _arrived = Signal();
    private readonly TaskCompletionSource _answered = Signal();
    private readonly TaskCompletionSource _delivered = Signal();
    private readonly TaskCompletionSource _forward = Signal();
    private readonly TaskCompletionSource _deliver = Signal();

    /// <param name="holdRequest">Whether the provider gets the request only after <see cref="Forward"/>.</param>
    /// <param name="holdResponse">Whether the sender gets the response only after <see cref="Deliver"/>.</param>
    public ProxiedRequest(bool holdRequest = false, bool holdResponse = false)
    {
        if (!holdRequest) Forward();
        if (!holdResponse) Deliver();
    }

    /// <summary>A delay before the request and another before the response, in addition to the holds.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The proxy has the whole request, and the provider has no byte of it.</summary>
    public Task Arrived => WithTimeout(_arrived);

    /// <summary>The proxy has the whole response of the provider, and the sender has no byte of it.</summary>
    public Task Answered => WithTimeout(_answered);

    /// <summary>The proxy has written the whole response to the sender's connection.</summary>
    public Task Delivered => WithTimeout(_delivered);

    internal Task Forwarding => _forward.Task;

    internal Task Delivering => _deliver.Task;

    public void Forward() => _forward.TrySetResult();

    public void Deliver() => _deliver.TrySetResult();

    /// <summary>Discards a held request or response.</summary>
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
