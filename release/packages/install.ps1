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

  # Relative to the folder; the program last, so that what was cut off can be repeated.
  $files = 'share\fastforth.ps1', 'LICENSE', 'README.md', 'bin\fastforth.exe'

  if ($Uninstall) {
    # What updates have installed, and what sessions remember.
    if (Test-Path $program) { & $program uninstall --yes | Out-Null }
    foreach ($file in $files) { Remove-Item -Force -ErrorAction SilentlyContinue (Join-Path $Dir $file) }
    # Only what is empty: the folder may hold more than FastForth.
    foreach ($folder in (Join-Path $Dir 'bin'), (Join-Path $Dir 'share'), $Dir) {
      if ((Test-Path $folder) -and -not (Get-ChildItem -Force $folder)) { Remove-Item $folder }
    }
    & $say "FastForth is gone from $Dir."
    return
  }

  if ($Server -notmatch '^https://|^http://(127\.0\.0\.1|localhost)[:/]') { throw "$Server is no https address. Nothing was installed." }
  $from = "$($Server.TrimEnd('/'))/v$Version/packages"
  $archive = "fastforth-$Version-windows-x64.zip"
  $staged = $null
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
    # Copied beside its place first: the disk may be full, or the folder somebody else's.
    $staged = Join-Path $Dir ".fastforth-install-$([Guid]::NewGuid())"
    New-Item -ItemType Directory -Force $staged | Out-Null
    Copy-Item -Recurse -Force (Join-Path $new '*') $staged
    # A program that runs can be renamed, but not replaced.
    if (Test-Path $program) {
      Remove-Item -Force -ErrorAction SilentlyContinue "$program.old"
      Move-Item $program "$program.old"
    }
    foreach ($file in $files) {
      $target = Join-Path $Dir $file
      New-Item -ItemType Directory -Force (Split-Path $target) | Out-Null
      Move-Item -Force (Join-Path $staged $file) $target
    }
    Remove-Item -Force -ErrorAction SilentlyContinue "$program.old"
    & $say "Installed FastForth ${Version}: $program"
    if (($env:PATH -split ';') -notcontains (Split-Path $program)) {
      & $say "Add it to your PATH:  [Environment]::SetEnvironmentVariable('PATH', `"`$([Environment]::GetEnvironmentVariable('PATH', 'User'));$(Split-Path $program)`", 'User')"
    }
  } catch {
    $message = "install.ps1: $_ Nothing was installed."
    # The program of before is back in its place.
    if ((Test-Path "$program.old") -and -not (Test-Path $program)) { Move-Item "$program.old" $program }
    # Where the text of this script was given to a session, exit would end that session.
    if (-not $PSCommandPath) { throw $message }
    Write-Error $message -ErrorAction Continue
    exit 1
  } finally {
    foreach ($folder in $work, $staged) {
      if ($folder) { Remove-Item -Recurse -Force -ErrorAction SilentlyContinue $folder }
    }
  }
}

Install-FastForth
