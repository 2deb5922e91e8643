using System.CommandLine;

namespace MusicAuth.Operations.Cli.Keys;

/// <summary>Finds the key that a command line names by its id.</summary>
internal static class ApiKeyLookup
{
    private const string Prefix = "ma_";

    public static Argument<string> CreateArgument() => new("id")
    {
        Description = "The id of the key: the twelve characters after ma_. 'keys list' shows it.",
    };

    /// <exception cref="StartupException">No key has the id.</exception>
    public static async Task<ApiKey> FindAsync(
        IServiceProvider services, string text, CancellationToken cancellationToken)
    {
        var id = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..].Split('_')[0] : text;
        return await services.GetRequiredService<ApiKeyStore>().FindAsync(id, cancellationToken) is { Row: var key }
            ? key
            : throw new StartupException(
                StartupException.Configuration,
                "This MusicAuth has no API key with this id. Run 'MusicAuth keys list'.");
    }
}
