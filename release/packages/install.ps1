# Installs FastForth for this user on Windows: into %LOCALAPPDATA%\Programs\fastforth, or where -Dir says.
#
# What is trusted: this script, as it came over https. The download is compared with the release's list of checksums,
# and only then asked to check the list's signature with the keys inside it. Nothing is changed before that.
param(
  [string]$Version = '@VERSION@',
  [string]$Server = '@SERVER@',
  [string]$Dir = (Join-Path $env:LOCALAPPDATA 'Programs\fastforth'),
  [switch]$Uninstall,
  [switch]$Quiet
)

# A function, so that a script that was cut off half-way does nothing.
function Install-FastForth {
  $ErrorActionPreference = 'Stop'
  $ProgressPreference = 'SilentlyContinue'
  $program = Join-Path $Dir 'bin\fastforth.exe'
  $say = { param($text) if (-not $Quiet -and -not $env:CI) { Write-Host $text } }

  if ($Uninstall) {
    if (Test-Path $program) {
      # A program that runs cannot be removed: its own part goes first.
      & $program uninstall --yes | Out-Null
    }
    Remove-Item -Recurse -Force -ErrorAction SilentlyContinue $Dir
    & $say "FastForth is gone from $Dir."
    return
  }

  if ($Server -notmatch '^https://|^http://(127\.0\.0\.1|localhost)[:/]') { throw "$Server is no https address. Nothing was installed." }
  $from = "$($Server.TrimEnd('/'))/v$Version/packages"
  $archive = "fastforth-$Version-windows-x64.zip"
  $work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
  New-Item -ItemType Directory $work | Out-Null
  try {
    foreach ($file in 'SHA256SUMS', 'SHA256SUMS.sig', $archive) {
      & $say "Fetching $file"
      Invoke-WebRequest -UseBasicParsing "$from/$file" -OutFile (Join-Path $work $file)
    }
    $line = Get-Content (Join-Path $work 'SHA256SUMS') | Where-Object { $_ -match "^([0-9a-f]{64})  $([Regex]::Escape($archive))$" }
    if (-not $line) { throw "Release $Version has nothing for Windows." }
    $wanted = $line.Substring(0, 64)
    $found = (Get-FileHash -Algorithm SHA256 (Join-Path $work $archive)).Hash.ToLower()
    if ($found -ne $wanted) { throw "$archive is not the file that the list names: its checksum is $found instead of $wanted." }
    Expand-Archive (Join-Path $work $archive) (Join-Path $work 'unpacked')
    $new = Join-Path $work "unpacked\fastforth-$Version"
    & (Join-Path $new 'bin\fastforth.exe') verify (Join-Path $work 'SHA256SUMS') (Join-Path $work 'SHA256SUMS.sig') | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "The list of packages is not signed by FastForth's keys." }
    New-Item -ItemType Directory -Force $Dir | Out-Null
    Copy-Item -Recurse -Force (Join-Path $new '*') $Dir
    & $say "Installed FastForth ${Version}: $program"
    if (($env:PATH -split ';') -notcontains (Split-Path $program)) {
      & $say "Add it to your PATH:  [Environment]::SetEnvironmentVariable('PATH', `"`$([Environment]::GetEnvironmentVariable('PATH', 'User'));$(Split-Path $program)`", 'User')"
    }
  } catch {
    Write-Error "install.ps1: $_ Nothing was installed." -ErrorAction Continue
    exit 1
  } finally {
    Remove-Item -Recurse -Force $work
  }
}

Install-FastForth
