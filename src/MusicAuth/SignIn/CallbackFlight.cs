namespace MusicAuth.SignIn;

/// <summary>One sign-in under way, for all requests that are the same.</summary>
/// <param name="key">What makes requests the same.</param>
public sealed class CallbackFlight(string key)
{
    private readonly TaskCompletionSource<CallbackEnd?> _end =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Null where it ended without an answer.</summary>
    public Task<CallbackEnd?> Ended => _end.Task;

    internal string Key => key;

    internal long? EndOrder { get; set; }

    internal void Complete(CallbackEnd? end) => _end.TrySetResult(end);
}
