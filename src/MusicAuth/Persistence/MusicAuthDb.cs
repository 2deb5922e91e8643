using System.Globalization;
using EFCore.NamingConventions.Internal;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace MusicAuth.Persistence;

public abstract class MusicAuthDb(DbContextOptions options) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(MusicAuthDb).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        // UseSnakeCaseNamingConvention() would also rename the columns of EF's own table __EFMigrationsHistory.
        configurationBuilder.Conventions.Add(static services => new NameRewritingConvention(
            services.GetRequiredService<ProviderConventionSetBuilderDependencies>(),
            new SnakeCaseNameRewriter(CultureInfo.InvariantCulture)));
        configurationBuilder.Conventions.Add(static _ => new DefaultConstraintNames());
    }
}
