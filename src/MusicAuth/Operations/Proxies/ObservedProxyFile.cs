using System.Text.Json;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Proxies;

/// <summary>The file in which the server leaves the last untrusted proxy for <c>doctor</c>.</summary>
internal sealed class ObservedProxyFile(IOptions<DatabaseOptions> options)
{
    public const string Name = "observed-proxy.json";

    private string Path => System.IO.Path.Combine(options.Value.DataDirectoryPath, Name);

    /// <returns>Null where the server has seen none, or the file cannot be read.</returns>
    public ObservedProxy? Read()
    {
        try
        {
            return File.Exists(Path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(Path), ObservedProxyJson.Default.ObservedProxy)
                : null;
        }
        catch (Exception failure) when (failure is JsonException || DurableFile.IsFailure(failure))
        {
            return null;
        }
    }

    public void Write(ObservedProxy proxy)
    {
        try
        {
            DurableFile.Replace(
                Path, JsonSerializer.SerializeToUtf8Bytes(proxy, ObservedProxyJson.Default.ObservedProxy));
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            // The next observation tries again.
        }
    }
}
