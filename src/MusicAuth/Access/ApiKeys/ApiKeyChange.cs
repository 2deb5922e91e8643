namespace MusicAuth.Access.ApiKeys;

/// <summary>A validated change of an API key.</summary>
/// <param name="Name">The new name; null where it stays.</param>
/// <param name="ChangesExpiry">Whether <paramref name="ExpiresAt"/> replaces the expiry.</param>
/// <param name="ExpiresAt">The new expiry; null for a key that does not expire.</param>
internal sealed record ApiKeyChange(string? Name, bool ChangesExpiry, DateTimeOffset? ExpiresAt)
{
    public bool IsEmpty => Name is null && !ChangesExpiry;

    /// <summary>Whether the key lives longer after the change, or lives again.</summary>
    public bool Prolongs(ApiKey key) => ChangesExpiry && key.ExpiresAt is { } end
        // The database stores milliseconds.
        && (ExpiresAt is not { } later || later.ToUnixTimeMilliseconds() > end.ToUnixTimeMilliseconds());

    /// <exception cref="ProblemException">invalid_parameter, naming the member.</exception>
    public static ApiKeyChange From(ApiKeyChangeRequest request, DateTimeOffset now) => new(
        request.HasName ? NewApiKey.ParseName(request.Name) : null,
        request.HasExpiresAt,
        NewApiKey.ParseExpiry(request.ExpiresAt, now));
}
