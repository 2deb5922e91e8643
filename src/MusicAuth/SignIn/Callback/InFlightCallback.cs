namespace MusicAuth.SignIn.Callback;

/// <summary>A callback in progress, shared by all requests with the same key.</summary>
internal sealed class InFlightCallback(string key)
{
    private readonly TaskCompletionSource<CallbackResult?> _result =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Null where the request ended without a redirect.</summary>
    public Task<CallbackResult?> Completion => _result.Task;

    public string Key => key;

    public long? CompletionOrder { get; set; }

    public void Complete(CallbackResult? result) => _result.TrySetResult(result);
}
