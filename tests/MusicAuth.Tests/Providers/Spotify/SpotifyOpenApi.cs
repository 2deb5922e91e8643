namespace MusicAuth.Tests.Providers.Spotify;

/// <summary>Reads the scopes from Spotify's OpenAPI description; not a general YAML reader.</summary>
public static class SpotifyOpenApi
{
    private const string Scheme = "- oauth_2_0:";

    public static IReadOnlyList<SpotifyOpenApiOperation> Read(string yaml)
    {
        List<SpotifyOpenApiOperation> found = [];
        string path = "", method = "";
        List<string>? scopes = null;
        foreach (var line in yaml.Split('\n').SkipWhile(line => line != "paths:").Skip(1))
        {
            if (line.StartsWith("components:", StringComparison.Ordinal)) break;
            var depth = line.Length - line.TrimStart().Length;
            var text = line.Trim();
            if (depth == 2 && text.StartsWith('/')) path = text.TrimEnd(':');
            else if (depth == 4 && text.EndsWith(':')) method = text.TrimEnd(':').ToUpperInvariant();
            else if (text.StartsWith(Scheme, StringComparison.Ordinal))
            {
                scopes = [];
                found.Add(new(method, path, scopes));
            }
            else if (scopes is not null && depth > 8 && text.StartsWith("- ", StringComparison.Ordinal))
                scopes.Add(text[2..]);
            else scopes = null;
        }

        return found;
    }

    /// <summary>All scopes of the description.</summary>
    public static IReadOnlyList<string> Scopes(string yaml) =>
    [
        .. yaml.Split('\n').SkipWhile(line => line.Trim() != "scopes:").Skip(1)
            .TakeWhile(line => line.StartsWith("            ", StringComparison.Ordinal))
            .Select(line => line.Trim())
            .Where(line => line.EndsWith('|'))
            .Select(line => line.Split(':')[0]),
    ];
}
