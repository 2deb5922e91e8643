using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.FileProviders;

namespace MusicAuth.Operations.Settings;

/// <summary>
/// Creates the builder with its configuration sources: appsettings.json, environment, secrets, command line.
/// </summary>
internal static class BrokerBuilderFactory
{
    private const string SecretsDirectory = "/run/secrets";

    public static WebApplicationBuilder Create(string[] args, string secretsDirectory = SecretsDirectory)
    {
        var arguments = SettingArguments.Parse(args);
        try
        {
            return Create(arguments, secretsDirectory);
        }
        catch (InvalidDataException e)
        {
            throw new StartupException(
                StartupException.Configuration,
                $"{FileIn(e.Message)} is not valid JSON{LineOf(e.InnerException)}. Correct the file "
                + "or remove it.",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                StartupException.Configuration,
                $"MusicAuth cannot read a configuration file: {e.Message} Make the file readable for this "
                + "user, or remove it.",
                e);
        }
    }

    private static WebApplicationBuilder Create(SettingArguments arguments, string secretsDirectory)
    {
        // The slim builder adds no IIS, HTTP/3 and extra loggers, which MusicAuth does not use.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = arguments.Normalized,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        // The lowest source, for an appsettings.json of the operator that does not contain Urls.
        builder.Configuration.Sources.Insert(
            0, new MemoryConfigurationSource { InitialData = [new("Urls", ListeningAddress.Default)] });
        IgnoreEmptyVariables(builder.Configuration.Sources);
        AddSecrets(builder.Configuration, secretsDirectory);
        // Again, so that the command line overrides the secrets.
        builder.Configuration.AddCommandLine(arguments.Normalized);
        Check(builder, arguments, secretsDirectory);
        return builder;
    }

    private static void Check(WebApplicationBuilder builder, SettingArguments arguments, string secretsDirectory)
    {
        var check = new ConfigurationCheck();
        check.Add(arguments.Errors);
        check.CheckNames(builder.Configuration, secretsDirectory);
        check.CheckValues(builder.Configuration);
        if (check.CorrectedValues.Count > 0)
            builder.Configuration.AddInMemoryCollection(check.CorrectedValues);
        builder.Services.AddSingleton(new SettingErrors(check.Errors));
    }

    private static void IgnoreEmptyVariables(IList<IConfigurationSource> sources)
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
            // The folder can contain files of other programs, or the master key.
            source.IgnoreCondition = file => !IsSetting(file);
        });
    }

    private static bool IsSetting(string file) =>
        file.Split("__") is [var section, _, ..] && SettingCatalog.IsSection(section);

    // The framework's message: … file '/app/appsettings.json'.
    private static string FileIn(string message) =>
        message.Split('\'') is [_, var file, _, ..] ? file : "appsettings.json";

    private static string LineOf(Exception? cause)
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

        // A compose file with `Spotify__PublicUrl: ${SPOTIFY_PUBLIC_URL:-}` sets an empty value for "not set".
        public override void Load()
        {
            base.Load();
            foreach (var (key, _) in Data.Where(setting => string.IsNullOrWhiteSpace(setting.Value)).ToList())
                Data.Remove(key);
        }
    }
}
