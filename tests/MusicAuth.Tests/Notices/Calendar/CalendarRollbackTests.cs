using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Calendar;

/// <summary>R15: an older copy of the database does not bring an ended calendar address back.</summary>
public sealed class CalendarRollbackTests() : SignedInTest("spotify")
{
    private static readonly RollbackRecord Newer = new(Guid.NewGuid(), 1, 1, new Dictionary<Guid, string>());

    [Fact]
    public async Task A_replaced_and_an_ended_address_increment_the_rollback_counter()
    {
        await NewAddressAsync();
        var before = Commits();

        await NewAddressAsync();
        Commits().ShouldBe(before + 1);

        await RemoveAsync();
        Commits().ShouldBe(before + 2);
        await RemoveAsync();
        Commits().ShouldBe(before + 2, "there was no address");
    }

    [Fact]
    public async Task The_addresses_of_an_accepted_older_copy_end_because_some_can_be_replaced_since()
    {
        var address = await NewAddressAsync();

        await BeginEpochAsync(Newer);

        (await StatusAsync(address)).ShouldBe(HttpStatusCode.NotFound);
        Broker.Database.Count("calendar_feeds").ShouldBe(0);
    }

    [Fact]
    public async Task On_another_machine_without_a_record_the_addresses_stay_as_the_keys_do()
    {
        var address = await NewAddressAsync();

        await BeginEpochAsync(newer: null);

        (await StatusAsync(address)).ShouldBe(HttpStatusCode.OK);
    }

    private long Commits() => Convert.ToInt64(Broker.Database.Scalar("SELECT commits FROM meta"));

    private async Task BeginEpochAsync(RollbackRecord? newer)
    {
        await using var scope = Broker.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<EpochStart>().BeginAsync(
            scope.ServiceProvider.GetRequiredService<MusicAuthDb>(), newer, TestContext.Current.CancellationToken);
    }

    private async Task<string> NewAddressAsync()
    {
        using var answer = await Dora.SendAsync(HttpMethod.Post, "/me/calendar");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!;
    }

    private async Task RemoveAsync()
    {
        using var answer = await Dora.SendAsync(HttpMethod.Delete, "/me/calendar");
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var client = Dora.NewCookielessClient();
        using var answer = await client.GetAsync(address);
        return answer.StatusCode;
    }
}
