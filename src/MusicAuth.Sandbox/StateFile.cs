using System.Text.Json;

namespace MusicAuth.Sandbox;

/// <summary>Keeps consents over a restart: a demonstration must not sign its user out each time.</summary>
internal static class StateFile
{
    private static readonly Lock Gate = new();

    public static void Load(SandboxState state)
    {
        if (state.Options.StateFile is not { } path || !File.Exists(path)) return;
        try
        {
            if (JsonSerializer.Deserialize<SavedState>(File.ReadAllText(path)) is not { } kept) return;
            state.SpotifyGrants.Restore(kept.Spotify);
            state.DeezerGrants.Restore(kept.Deezer);
        }
        catch (JsonException)
        {
            // A file cut short by a crash costs a new sign-in, not the start.
        }
    }

    /// <summary>Access tokens are not kept: an hour's token is got again by the refresh token.</summary>
    public static void Save(SandboxState state)
    {
        if (state.Options.StateFile is not { } file) return;
        lock (Gate)
        {
            var kept = JsonSerializer.SerializeToUtf8Bytes(
                new SavedState(state.SpotifyGrants.Consents, state.DeezerGrants.Tokens));
            var fresh = file + ".new";
            File.WriteAllBytes(fresh, kept);
            File.Move(fresh, file, overwrite: true);
        }
    }

    private sealed record SavedState(
        IReadOnlyList<SpotifyConsent> Spotify, IReadOnlyDictionary<string, DeezerToken> Deezer);
}
