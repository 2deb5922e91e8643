namespace MusicAuth.Passthrough.Calls;

/// <summary>A token for one call, and the question how another is got where it is refused.</summary>
/// <param name="Token">What the provider takes.</param>
/// <param name="Scopes">What the user consented to; none for the catalogue.</param>
/// <param name="RenewAsync">Gets another one, unless there is one already.</param>
internal sealed record CallCredential(
    string Token, IReadOnlyList<string> Scopes, Func<CancellationToken, Task<CallCredential>> RenewAsync)
{
    /// <summary>Which token set of the user it is; null for the catalogue.</summary>
    public long? Generation { get; init; }

    /// <summary>See <see cref="TokenResult.Fresh.IsConfirmed"/>.</summary>
    public bool IsConfirmed { get; init; }

    public override string ToString() => "***";
}
