using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.FileProviders;
using MusicAuth.Web;

namespace MusicAuth.Operations;

/// <summary>The builder, with the configuration sources in their order of DESIGN section 4.</summary>
public static class CommandLineHost
{
    private const string SecretsDirectory = "/run/secrets";

    /// <exception cref="StartupException">A file of the configuration cannot be read.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args, string secretsDirectory = SecretsDirectory)
    {
        var arguments = SettingArguments.Parse(args);
        try
        {
            return CreateBuilder(arguments, secretsDirectory);
        }
        catch (InvalidDataException broken)
        {
            throw new StartupException(
                StartupException.Configuration,
                $"{SettingsFileIn(broken.Message)} is no valid JSON{PlaceOf(broken.InnerException)}. Mend it or "
                + "take it away.",
                broken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                StartupException.Configuration,
                $"A file of the configuration cannot be read: {unreadable.Message} Make it readable for this user, or "
                + "take it away.",
                unreadable);
        }
    }

    private static WebApplicationBuilder CreateBuilder(SettingArguments arguments, string secretsDirectory)
    {
        // Without IIS, HTTP/3 and further loggers, of which nothing is used.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = arguments.Normal,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        // Below everything, for an appsettings.json of the operator's own that does not name it.
        builder.Configuration.Sources.Insert(
            0, new MemoryConfigurationSource { InitialData = [new("Urls", ListeningAddress.Default)] });
        TakeEmptyVariablesAsAbsent(builder.Configuration.Sources);
        AddSecrets(builder.Configuration, secretsDirectory);
        // Once more: above the secrets.
        builder.Configuration.AddCommandLine(arguments.Normal);
        Review(builder, arguments, secretsDirectory);
        return builder;
    }

    private static void Review(WebApplicationBuilder builder, SettingArguments arguments, string secretsDirectory)
    {
        var review = new SettingReview();
        review.Add(arguments.Problems);
        review.ReviewNames(builder.Configuration, secretsDirectory);
        review.ReviewValues(builder.Configuration);
        if (review.Mended.Count > 0)
            builder.Configuration.AddInMemoryCollection(review.Mended);
        builder.Services.AddSingleton(new SettingProblems(review.Problems));
    }

    private static void TakeEmptyVariablesAsAbsent(IList<IConfigurationSource> sources)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            if (sources[i] is EnvironmentVariablesConfigurationSource { Prefix: null or "" })
                sources[i] = new EnvironmentVariables();
        }
    }

    private static void AddSecrets(ConfigurationManager configuration, string directory)
    {
        if (!Directory.Exists(directory)) return;
        configuration.Add<KeyPerFileConfigurationSource>(source =>
        {
            source.FileProvider = new PhysicalFileProvider(directory);
            source.Optional = true;
            // Other files there are somebody else's, or the master key: they must not be readable as settings.
            source.IgnoreCondition = file => !IsOwn(file);
        });
    }

    private static bool IsOwn(string file) =>
        file.Split("__") is [var section, _, ..] && SettingCatalog.IsSection(section);

    // The framework says: … file '/app/appsettings.json'.
    private static string SettingsFileIn(string message) =>
        message.Split('\'') is [_, var file, _, ..] ? file : "appsettings.json";

    private static string PlaceOf(Exception? cause)
    {
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is System.Text.Json.JsonException { LineNumber: { } line })
                return $" (line {line + 1})";
        }

        return "";
    }

    private sealed class EnvironmentVariables : EnvironmentVariablesConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        // `Spotify__PublicUrl: ${SPOTIFY_PUBLIC_URL:-}` of a compose file says "not set" by an empty value.
        public override void Load()
        {
            base.Load();
            foreach (var (key, _) in Data.Where(setting => string.IsNullOrWhiteSpace(setting.Value)).ToList())
                Data.Remove(key);
        }
    }
}
