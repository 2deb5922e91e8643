using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Migrations.Design;
using Microsoft.Extensions.DependencyInjection;

namespace MusicAuth.Tests.Persistence.Schema;

/// <summary>For <c>dotnet ef … --startup-project tests/MusicAuth.Tests</c>.</summary>
internal sealed class MigrationsDesignTimeServices : IDesignTimeServices
{
    public void ConfigureDesignTimeServices(IServiceCollection serviceCollection) =>
        serviceCollection.AddSingleton<IMigrationsCodeGenerator, CompactMigrationsGenerator>();
}
