using System.Text.Json.Serialization;

namespace MusicAuth.Library.Pages;

[JsonConverter(typeof(JsonStringEnumConverter<SourceStatus>))]
public enum SourceStatus
{
    [JsonStringEnumMemberName("ok")] Ok,
    [JsonStringEnumMemberName("stale")] Stale,
    [JsonStringEnumMemberName("unavailable")] Unavailable,
    [JsonStringEnumMemberName("reauthorization_required")] ReauthorizationRequired,
}
