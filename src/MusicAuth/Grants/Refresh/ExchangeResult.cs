namespace MusicAuth.Grants.Refresh;

/// <summary>What an exchange came to: the last word, or a failure that an old token may still cover.</summary>
public readonly record struct ExchangeResult(TokenResult Result, bool IsFinal)
{
    public static ExchangeResult Final(TokenResult result) => new(result, IsFinal: true);

    public static ExchangeResult Failed(TokenResult result) => new(result, IsFinal: false);
}
