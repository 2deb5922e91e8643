using System.Text.Json.Serialization;

namespace MusicAuth.Library.Music;

[JsonConverter(typeof(JsonStringEnumConverter<TrackKind>))]
public enum TrackKind
{
    [JsonStringEnumMemberName("track")] Track,
    [JsonStringEnumMemberName("episode")] Episode,
    [JsonStringEnumMemberName("local")] Local,
}
