using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web;

public sealed class JsonConventionsTests
{
    private static readonly JsonSerializerOptions Options = Form();

    [Fact]
    public void Json_is_snake_case_with_nulls_and_times_in_utc() => JsonSerializer
        .Serialize(
            new Sample("a", null, Kind.SecondKind, new(2026, 3, 1, 1, 30, 0, TimeSpan.FromHours(2))), Options)
        .ShouldBe("""{"display_name":"a","image_url":null,"kind":"second_kind","added_at":"2026-02-28T23:30:00Z"}""");

    [Fact]
    public void A_time_has_at_most_milliseconds_as_in_the_database() => JsonSerializer
        .Serialize(DateTimeOffset.UnixEpoch + new TimeSpan(1_239_999), Options)
        .ShouldBe("\"1970-01-01T00:00:00.123Z\"");

    [Fact]
    public void JSON_is_read_back_as_written()
    {
        var sample = new Sample("a", "b", Kind.First, DateTimeOffset.UnixEpoch);

        JsonSerializer.Deserialize<Sample>(JsonSerializer.Serialize(sample, Options), Options).ShouldBe(sample);
    }

    [Theory]
    [InlineData("""{"display_name":"a","image_url":null,"kind":1,"added_at":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"display_name":"a","image_url":null,"kind":"first","added_at":0}""")]
    [InlineData("""{"display_name":"a","image_url":null,"kind":"first"}""")]
    [InlineData("""{"display_name":"a","image_url":"b","image_url":"b","kind":"first","added_at":"2026-01-01"}""")]
    public void JSON_in_another_form_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Sample>(json, Options));

    private static JsonSerializerOptions Form()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        JsonConventions.Apply(options);
        return options;
    }

    private enum Kind
    {
        First,
        SecondKind,
    }

    private sealed record Sample(string DisplayName, string? ImageUrl, Kind Kind, DateTimeOffset AddedAt);
}
