namespace MusicAuth.SignIn.Callback;

/// <summary>One sign-in under way, for all requests that are the same.</summary>
/// <param name="key">What makes requests the same.</param>
public sealed class InFlightCallback(string key)
{
    private readonly TaskCompletionSource<CallbackResult?> _end =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Null where it ended without an answer.</summary>
    public Task<CallbackResult?> Completion => _end.Task;

    internal string Key => key;

    internal long? CompletionOrder { get; set; }

    internal void Complete(CallbackResult? end) => _end.TrySetResult(end);
}
