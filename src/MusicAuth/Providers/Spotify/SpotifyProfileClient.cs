using System.Text.Json;

namespace MusicAuth.Providers.Spotify;

/// <summary>Who a new access token belongs to. Here an app in development mode meets its first 403.</summary>
public sealed class SpotifyProfileClient(SpotifyApi api)
{
    /// <exception cref="SignInException">In words for the page.</exception>
    public async Task<ProviderProfile> GetAsync(AccessToken accessToken)
    {
        try
        {
            // Nobody's cancellation: the code is spent, and this is the only use of it.
            return await ReadAsync(SourceAccess.ForSignIn(accessToken), "profile");
        }
        catch (UpstreamException fault)
        {
            throw SignInFaults.ToException(fault);
        }
    }

    /// <exception cref="UpstreamException">Spotify gave no profile.</exception>
    internal Task<ProviderProfile> ReadAsync(SourceAccess access, string operation) =>
        api.GetAsync(access, operation, "/me", Read, CancellationToken.None);

    private static ProviderProfile Read(ReadOnlySpan<byte> body)
    {
        var json = new LenientJsonReader(body);
        if (!json.TryEnterObject())
            throw new JsonException("A profile is an object.");
        string? accountId = null, id = null, name = null;
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("account_id"u8)) accountId = json.ReadId() ?? accountId;
            else if (member.SequenceEqual("id"u8)) id = json.ReadId() ?? id;
            else if (member.SequenceEqual("display_name"u8)) name = json.ReadString() ?? name;
            else json.Skip();
        }

        json.RequireEnd();
        return new ProviderProfile(accountId, id, name);
    }
}
