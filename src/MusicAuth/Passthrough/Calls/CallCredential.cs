namespace MusicAuth.Passthrough.Calls;

/// <summary>An access token for one call.</summary>
/// <param name="Scopes">The scopes of the user's consent; none for the catalogue.</param>
/// <param name="RenewAsync">Replaces the token after the provider refused it.</param>
internal sealed record CallCredential(
    string Token, IReadOnlyList<string> Scopes, Func<CancellationToken, Task<CallCredential>> RenewAsync)
{
    /// <summary>The generation of the user's token set; null for the catalogue.</summary>
    public long? Generation { get; init; }

    /// <summary>See <see cref="TokenResult.Fresh.IsConfirmed"/>.</summary>
    public bool IsConfirmed { get; init; }

    public override string ToString() => "***";
}
