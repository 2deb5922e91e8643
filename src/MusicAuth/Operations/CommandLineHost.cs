using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.FileProviders;
using MusicAuth.Web;

namespace MusicAuth.Operations;

/// <summary>The builder, with the configuration sources in their order of DESIGN section 4.</summary>
public static class CommandLineHost
{
    private const string SecretsDirectory = "/run/secrets";

    // Other files there are somebody else's, or the master key: they must not be readable as settings.
    private static readonly string[] OwnSections =
        ["Web", "Database", "Vault", "Spotify", "Deezer", "Access", "Library", "Upstream", "Redis"];

    public static WebApplicationBuilder CreateBuilder(string[] args, string secretsDirectory = SecretsDirectory)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        // Below everything, for an appsettings.json of the operator's own that does not name it.
        builder.Configuration.Sources.Insert(
            0, new MemoryConfigurationSource { InitialData = [new("Urls", ListeningAddress.Default)] });
        AddSecrets(builder.Configuration, secretsDirectory);
        // Once more: above the secrets.
        builder.Configuration.AddCommandLine(args);
        return builder;
    }

    private static void AddSecrets(ConfigurationManager configuration, string directory)
    {
        if (!Directory.Exists(directory)) return;
        configuration.Add<KeyPerFileConfigurationSource>(source =>
        {
            source.FileProvider = new PhysicalFileProvider(directory);
            source.Optional = true;
            source.IgnoreCondition = file => !IsOwn(file);
        });
    }

    private static bool IsOwn(string file) =>
        file.Split("__") is [var section, _, ..] && OwnSections.Contains(section, StringComparer.OrdinalIgnoreCase);
}
