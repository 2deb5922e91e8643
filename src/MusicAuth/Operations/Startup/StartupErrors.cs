using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Startup;

/// <summary>Translates the failures that an operator can remedy into a <see cref="StartupException"/>.</summary>
internal static class StartupErrors
{
    /// <returns>Null for a fault of MusicAuth, which ends with its stack trace.</returns>
    public static StartupException? From(Exception exception) => exception switch
    {
        StartupException known => known,
        OptionsValidationException => Configuration(exception),
        AggregateException { InnerExceptions: var all } when all.All(inner => inner is OptionsValidationException) =>
            Configuration(exception),
        IOException { InnerException: AddressInUseException } => Configuration(
            exception, $"{exception.Message} Stop the program that listens there, or set Urls to another port."),
        SocketException { SocketErrorCode: SocketError.AccessDenied } => Configuration(
            exception, "This user is not allowed to listen on the port in Urls. Set Urls to a port of 1024 or higher."),
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => Configuration(
            exception,
            "This machine does not have the network address in Urls. Set Urls to an address of this machine, or to "
            + "http://+:5080 for all addresses."),
        InvalidOperationException when exception.Message.Contains("HTTPS endpoint", StringComparison.Ordinal) =>
            Configuration(
                exception,
                "Urls contains an https address, but no certificate is configured. Put a TLS proxy in front of "
                + "MusicAuth and set Urls to an http address, or set Kestrel:Certificates:Default:Path."),
        _ => null,
    };

    public static void Validate(IStartupValidator configuration)
    {
        try
        {
            configuration.Validate();
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException or InvalidOperationException)
        {
            throw Configuration(e);
        }
    }

    public static async Task<T> TranslateAsync<T>(
        Func<Exception, string?> describe, Func<Task<T>> work,
        string fileRemedy = "Make the file readable for this user.")
    {
        try
        {
            return await work();
        }
        catch (MasterKeyUnusableException e)
        {
            throw new StartupException(StartupException.MasterKeyUnusable, e.Message, e);
        }
        catch (BackupException e)
        {
            throw new StartupException(StartupException.DatabaseUnusable, e.Message, e);
        }
        catch (Exception e) when (describe(e) is { } message)
        {
            throw new StartupException(StartupException.DatabaseUnusable, message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                StartupException.DatabaseUnusable, $"MusicAuth cannot use one of its files: {e.Message} {fileRemedy}",
                e);
        }
    }

    // Options that depend on invalid options repeat the failures of those.
    private static StartupException Configuration(Exception exception) => Configuration(
        exception, string.Join(Environment.NewLine, FailuresOf(exception).Distinct(StringComparer.Ordinal)));

    private static StartupException Configuration(Exception exception, string message) =>
        new(StartupException.Configuration, message, exception);

    private static IEnumerable<string> FailuresOf(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.SelectMany(FailuresOf),
        OptionsValidationException invalid => invalid.Failures,
        _ => [exception.Message],
    };
}
