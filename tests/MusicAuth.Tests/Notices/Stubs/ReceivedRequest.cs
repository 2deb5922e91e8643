using System.Text.Json;

namespace MusicAuth.Tests.Notices.Stubs;

/// <summary>A request that a stub server has received.</summary>
public sealed record ReceivedRequest(
    string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
